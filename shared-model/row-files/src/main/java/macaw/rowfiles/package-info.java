/** Files that hold rows, whatever their format: JSON as lines or as one array, CSV, Parquet. What a row means is for whoever reads it. */
@NullMarked
package macaw.rowfiles;

import org.jspecify.annotations.NullMarked;
