package macaw.reward.rewards;

import macaw.records.TokenIds;
import macaw.records.VersionRef;

/** The text that a policy's tokens stand for. */
@FunctionalInterface
public interface AnswerText {
    /** Decodes tokens with the tokenizer of the policy that wrote them, special tokens left out. Errors: those of opening a version. */
    String of(VersionRef writer, TokenIds tokens);
}
