import { createRequire } from 'node:module';
import { build, type BuildOptions, type Metafile, type OutputFile } from 'esbuild';

const esbuildScript = createRequire(`${process.cwd()}/`)('./esbuild.js') as {
  bundles: Record<string, BuildOptions>;
  thirdPartyNotices: (metafiles: readonly Metafile[]) => string;
};

/** Names of the bundles that the .vsix carries. */
export const bundleNames: readonly string[] = Object.keys(esbuildScript.bundles);

/** Makes the text of ThirdPartyNotices.txt. @throws if a package may not be bundled */
export const { thirdPartyNotices } = esbuildScript;

/** A bundle as the .vsix carries it. */
export interface Bundle {
  files: readonly OutputFile[];
  /** Of all files together. */
  text: string;
  metafile: Metafile;
}

const built = new Map<string, Promise<Bundle>>();

/** Builds a bundle in memory, once. */
export function bundle(name: string): Promise<Bundle> {
  const found = built.get(name) ?? buildInMemory(name);
  built.set(name, found);
  return found;
}

async function buildInMemory(name: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...(esbuildScript.bundles[name] as BuildOptions),
    minify: true,
    sourcemap: false,
    write: false,
    metafile: true,
  });
  return { files: outputFiles, text: outputFiles.map(({ text }) => text).join(''), metafile };
}
