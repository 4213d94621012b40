/** What log lines carry. */
@NullMarked
package macaw.chassis.logs;

import org.jspecify.annotations.NullMarked;
