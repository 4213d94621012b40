/** Byte-level byte-pair encoding, learnt from text: Sennrich et al. 2016 over the bytes of Radford et al. 2019. */
@NullMarked
package macaw.languagemodel.bpe;

import org.jspecify.annotations.NullMarked;
