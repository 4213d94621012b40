/** The one thread that computes: asks the scheduler what is next, runs the policy's decoder, draws and tells the listeners. */
@NullMarked
package macaw.generator.engine;

import org.jspecify.annotations.NullMarked;
