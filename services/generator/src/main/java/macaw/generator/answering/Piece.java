package macaw.generator.answering;

import java.util.Optional;
import macaw.generator.sampling.Drawn;
import macaw.records.FinishReason;

/**
 * A step of one sample.
 *
 * @param sample which of the question's samples, from 0
 * @param drawn the token; empty on a sample's last piece
 * @param tokens tokens of this sample so far
 * @param text what can be shown since the piece before; empty while a character or a stop string may be incomplete
 * @param end on a sample's last piece, why it ended
 */
public record Piece(int sample, Optional<Drawn> drawn, int tokens, String text, Optional<FinishReason> end) {}
