/** The generator put together: settings, beans, metrics and readiness. */
@NullMarked
package macaw.generator.assembly;

import org.jspecify.annotations.NullMarked;
