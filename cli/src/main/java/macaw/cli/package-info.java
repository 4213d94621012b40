/** The {@code macaw} command, which drives the cycle through the services' public APIs: its root and what belongs to no room. One class a command. */
@NullMarked
package macaw.cli;

import org.jspecify.annotations.NullMarked;
