/** {@code macaw bench chaos}: a run that services are killed under, and what is to be known of it afterwards. */
@NullMarked
package macaw.cli.bench.chaos;

import org.jspecify.annotations.NullMarked;
