/**
 * GGUF, the one-file format of llama.cpp: its header, its block-quantised numbers, and its way back to a Hugging Face
 * checkpoint folder.
 */
@NullMarked
package macaw.languagemodel.gguf;

import org.jspecify.annotations.NullMarked;
