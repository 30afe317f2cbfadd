/**
 * Script for a page: lists the texts whose contrast with what is behind them is under 4.5 : 1.
 *
 * @see WCAG 2.2, 1.4.3
 */
export const lowContrast = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const paint = (colors) => {
    for (const color of colors) {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => rgb
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const backgrounds = (element) => element
    ? [...backgrounds(element.parentElement), getComputedStyle(element).backgroundColor]
    : ['white'];
  return [...document.querySelectorAll('h1, h2, p, th, .value, .note, .count')].flatMap((element) => {
    const behind = backgrounds(element);
    const [dark, light] = [paint(behind), paint([...behind, getComputedStyle(element).color])]
      .map(luminance)
      .sort((left, right) => left - right);
    const contrast = (light + 0.05) / (dark + 0.05);
    return contrast < 4.5 ? [element.textContent.slice(0, 40) + ': ' + contrast.toFixed(1)] : [];
  });
})()`;
