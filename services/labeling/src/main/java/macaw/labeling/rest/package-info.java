/** The same operations as JSON: for curl, for other systems and for the pages. Decode, call, encode. */
package macaw.labeling.rest;
