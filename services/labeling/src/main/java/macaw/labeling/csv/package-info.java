/** CSV files. */
package macaw.labeling.csv;
