import type { Photographs } from '../photographs.js';

/** The photograph of an id: `<id>.JPEG` as it is published, or what a copy has made of the ending. */
export function ilsvrcPhotograph(id: string, photographs: Photographs): string {
  const published = `${id}.JPEG`;
  return photographs.find(published) ?? published;
}
