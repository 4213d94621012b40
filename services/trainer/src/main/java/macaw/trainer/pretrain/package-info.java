/** Language modelling on plain text: the base model. */
@NullMarked
package macaw.trainer.pretrain;

import org.jspecify.annotations.NullMarked;
