/** {@code macaw doctor}: what a machine lacks, and what is wrong with a system that runs. It changes nothing. */
@NullMarked
package macaw.cli.doctor;

import org.jspecify.annotations.NullMarked;
