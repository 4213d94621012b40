/** The safetensors file format: named tensors behind a JSON header, read through a memory map, written one at a time. */
@NullMarked
package macaw.languagemodel.safetensors;

import org.jspecify.annotations.NullMarked;
