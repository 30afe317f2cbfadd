/** Id of the explorer's view in package.json. */
export const explorerViewId = 'rapyuta.devices';
