/** Tables that spreadsheets open. */
package macaw.labeling.csv;
