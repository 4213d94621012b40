/** Which of several policies a reward model likes best. */
@NullMarked
package macaw.cli.choice;

import org.jspecify.annotations.NullMarked;
