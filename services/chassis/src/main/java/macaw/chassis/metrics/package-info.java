/** The metrics of the whole product, named once. */
@NullMarked
package macaw.chassis.metrics;

import org.jspecify.annotations.NullMarked;
