/** Runs and versions: starting, watching, importing, listing. */
@NullMarked
package macaw.cli.runs;

import org.jspecify.annotations.NullMarked;
