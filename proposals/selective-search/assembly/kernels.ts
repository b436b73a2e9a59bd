/**
 * AssemblyScript, not TypeScript: the WebAssembly twins of the functions of the same names in the files of the same
 * names one folder up, equal to them bit for bit (tested). Pointers are byte offsets into one memory; layouts are
 * described there. `npm run build:wasm` compiles this folder into kernels-binary.ts.
 */
export { edgeKeys, sortEdges } from './edges';
export { segment } from './segmentation';
export { adjacentPairs } from './adjacency';
export { colorCodes, textureCodes } from './pixel-codes';
export { measureSegments, countCodes, finishSegments, mergeRegions } from './regions';
export { similarity } from './similarity';
export { extremalRegions } from './mser';
export { stableRegions } from './stable-regions';
