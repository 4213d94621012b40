/** The {@code macaw} command: the local stack, and the cycle driven through the services' public APIs. One class a command. */
@NullMarked
package macaw.cli;

import org.jspecify.annotations.NullMarked;
