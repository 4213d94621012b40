/**
 * Language models as files and text: the configuration of a Llama-family model, its checkpoint folder, its tokenizer and
 * its chat template. Holds no runtime: {@code macaw.torch} and {@code macaw.onnx} compute with what is read here.
 */
@NullMarked
package macaw.languagemodel;

import org.jspecify.annotations.NullMarked;
