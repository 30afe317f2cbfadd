/**
 * Relative luminance of a color, 0 (black) to 1 (white). Runs in a page too, so it uses nothing from outside.
 *
 * @param rgb  red, green and blue, 0 to 255
 * @see WCAG 2.2, "relative luminance"
 */
function luminance(rgb: readonly number[]): number {
  const weights = [0.2126, 0.7152, 0.0722];
  return rgb
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * (weights[index] ?? 0), 0);
}

/** Contrast of two opaque colors, 1 to 21. @param left, right  `#rrggbb` */
export function contrast(left: string, right: string): number {
  const [dark = 0, light = 0] = [left, right]
    .map((color) => luminance([1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))))
    .toSorted((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

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
  ${luminance.toString()}
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
