/** Low-rank adapters: what they are, their tensors, and the folders in which PEFT keeps them. */
@NullMarked
package macaw.languagemodel.lora;

import org.jspecify.annotations.NullMarked;
