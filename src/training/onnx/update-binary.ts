/** Compiled from assembly/ by `npm run build:wasm`; not to be edited. */
export const updateBinary = [
  'AGFzbQEAAAABDQFgCX9/f39/fHx8fAACDwEDZW52Bm1lbW9yeQIAAAMCAQAHEwIGdXBkYXRlAAAGbWVtb3J5AgAKrQEBqgECA38C',
  'ewNAIAQgCUsEQCAF/RQgASAJaiIL/V0DAP1f/fIBIAb9FCADIAlq/V0DAP1f/fIB/fABIAf9FCAAIAlqIgr9XQMA/V8iDP3yAf3w',
  'ASENIAsgDf1e/VsDAAAgCiAMIA398QH9Xv1bAwAAIAIgCWoiC/1dAwD9XyEMIAsgDCAI/RQgCv1dAwD9XyAM/fEB/fIB/fAB/V79',
  'WwMAACAJQQhqIQkMAQsLCw==',
].join('');
