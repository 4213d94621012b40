/** Writes the text that the base model is trained on. */
@NullMarked
package macaw.demo.corpus;

import org.jspecify.annotations.NullMarked;
