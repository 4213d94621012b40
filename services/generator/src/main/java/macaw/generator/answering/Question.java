package macaw.generator.answering;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.policies.LoadedPolicy;
import macaw.languagemodel.Message;
import macaw.records.Sampling;
import macaw.records.TokenIds;
import macaw.records.VersionName;

/**
 * What a person asks of a policy.
 *
 * @param policy which one
 * @param input what to answer or to carry on
 * @param sampling how tokens are drawn
 * @param samples answers wanted, 1 to {@value #MOST_SAMPLES}
 * @param seed of all draws; one is chosen where it is left out
 */
public record Question(VersionName policy, Input input, Sampling sampling, int samples, OptionalLong seed) {
    /** Most answers to one question. */
    public static final int MOST_SAMPLES = 32;

    /** What to answer or to carry on. */
    public sealed interface Input {
        /** Carried on as it is, BOS before it. */
        record Text(String text) implements Input {
            public Text {
                require(!text.isEmpty(), ErrorCode.PROMPT_EMPTY, "the prompt has no text");
            }
        }

        /** Put through the policy's chat template. */
        record Chat(List<Message> messages) implements Input {
            public Chat {
                messages = List.copyOf(messages);
                require(!messages.isEmpty(), ErrorCode.PROMPT_EMPTY, "the conversation has no messages");
                require(
                        messages.stream().anyMatch(message -> !message.content().isBlank()),
                        ErrorCode.PROMPT_EMPTY,
                        "no message has any text");
            }
        }

        /** Taken as it is. */
        record Tokens(TokenIds ids) implements Input {
            public Tokens {
                require(!ids.isEmpty(), ErrorCode.PROMPT_EMPTY, "the prompt has no tokens");
            }
        }

        /** The prompt that it is for a policy. Errors: TEMPLATE_INVALID. */
        default int[] tokens(LoadedPolicy policy) {
            return switch (this) {
                case Text(String text) -> {
                    OptionalInt bos = policy.config().bosTokenId();
                    IntStream before = bos.isPresent() ? IntStream.of(bos.getAsInt()) : IntStream.empty();
                    yield IntStream.concat(
                                    before, IntStream.of(policy.tokenizer().encode(text)))
                            .toArray();
                }
                case Chat(List<Message> messages) -> policy.template().encodePrompt(policy.tokenizer(), messages);
                case Tokens(TokenIds ids) -> ids.toArray();
            };
        }
    }

    public Question {
        require(
                samples >= 1 && samples <= MOST_SAMPLES,
                ErrorCode.REQUEST_INVALID,
                "n must be between 1 and " + MOST_SAMPLES + ", was " + samples);
    }

    private static void require(boolean holds, ErrorCode code, String what) {
        if (!holds) {
            throw new CodedException(code, what);
        }
    }
}
