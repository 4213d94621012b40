/** Parquet files. */
package macaw.labeling.parquet;
