package macaw.generator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.generator.answering.Answer;
import macaw.generator.answering.Piece;
import macaw.records.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, whole or a piece of a stream.
 *
 * @param object OpenAI's name of the shape
 * @param created seconds since the epoch
 * @param model as it was asked for
 * @param policyVersion the one version that wrote it, namespace/name@number; not OpenAI's
 * @param seed makes the same answer again; not OpenAI's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OpenAiAnswer(
        String id,
        String object,
        long created,
        String model,
        @JsonProperty("policy_version") String policyVersion,
        long seed,
        List<Choice> choices,
        @Nullable Usage usage) {

    /** One sample; chat has a message or, in a stream, a delta, a completion has a text. */
    record Choice(
            int index,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Turn message,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Turn delta,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String text,

            @Nullable Object logprobs,
            @JsonProperty("finish_reason") @Nullable String finishReason) {}

    /** What the model said. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Turn(@Nullable String role, @Nullable String content) {}

    /** Log-probabilities of a chat. */
    record ChatLogProbabilities(List<TokenLogProbability> content) {}

    /** A token by the text that became visible with it. */
    record TokenLogProbability(
            String token,
            float logprob,
            @JsonProperty("top_logprobs") List<TokenLogProbability> alternatives) {}

    /** Log-probabilities of a completion. */
    record CompletionLogProbabilities(
            List<String> tokens,
            @JsonProperty("token_logprobs") List<Float> logProbabilities) {}

    /** Tokens, all samples together. */
    record Usage(
            @JsonProperty("prompt_tokens") int promptTokens,
            @JsonProperty("completion_tokens") int completionTokens,
            @JsonProperty("total_tokens") int totalTokens) {
        static Usage of(int promptTokens, int completionTokens) {
            return new Usage(promptTokens, completionTokens, promptTokens + completionTokens);
        }
    }

    /** Writes one answer in either shape. */
    record Shape(boolean chat, boolean logProbabilities, String id, long created, String model) {
        static Shape of(boolean chat, OpenAiRequest request, long created) {
            return new Shape(
                    chat,
                    request.wantsLogProbabilities(),
                    (chat ? "chatcmpl-" : "cmpl-") + UUID.randomUUID(),
                    created,
                    String.valueOf(request.model()));
        }

        /** The whole answer, read to its end. */
        OpenAiAnswer whole(Answer answer, int samples) throws InterruptedException {
            List<Sample> collected = new ArrayList<>();
            for (int i = 0; i < samples; i++) {
                collected.add(new Sample());
            }
            for (Optional<Piece> next = answer.next(); next.isPresent(); next = answer.next()) {
                collected.get(next.get().sample()).add(next.get());
            }
            List<Choice> choices = new ArrayList<>();
            for (int i = 0; i < samples; i++) {
                Sample sample = collected.get(i);
                String text = sample.text.toString();
                choices.add(new Choice(
                        i,
                        chat ? new Turn("assistant", text) : null,
                        null,
                        chat ? null : text,
                        logProbabilities(sample.tokens),
                        sample.end));
            }
            int written = collected.stream().mapToInt(sample -> sample.written).sum();
            return body(answer, chat ? "chat.completion" : "text_completion", choices, usage(answer, written));
        }

        /** A piece of a stream. */
        OpenAiAnswer piece(Answer answer, Piece piece) {
            List<TokenLogProbability> tokens = piece.drawn()
                    .map(drawn -> List.of(new TokenLogProbability(piece.text(), drawn.logProbability(), List.of())))
                    .orElse(List.of());
            String role = piece.tokens() == 1 ? "assistant" : null;
            var choice = new Choice(
                    piece.sample(),
                    null,
                    chat ? new Turn(role, piece.text()) : null,
                    chat ? null : piece.text(),
                    logProbabilities(tokens),
                    piece.end().map(Shape::name).orElse(null));
            return body(answer, streamed(), List.of(choice), null);
        }

        /** The last piece of a stream whose reader asked for it. */
        OpenAiAnswer lastPiece(Answer answer, int written) {
            return body(answer, streamed(), List.of(), usage(answer, written));
        }

        private OpenAiAnswer body(Answer answer, String object, List<Choice> choices, @Nullable Usage usage) {
            return new OpenAiAnswer(
                    id, object, created, model, answer.policy().toString(), answer.seed(), choices, usage);
        }

        private String streamed() {
            return chat ? "chat.completion.chunk" : "text_completion";
        }

        private @Nullable Object logProbabilities(List<TokenLogProbability> tokens) {
            if (!logProbabilities) {
                return null;
            }
            return chat
                    ? new ChatLogProbabilities(tokens)
                    : new CompletionLogProbabilities(
                            tokens.stream().map(TokenLogProbability::token).toList(),
                            tokens.stream().map(TokenLogProbability::logprob).toList());
        }

        private static Usage usage(Answer answer, int written) {
            return Usage.of(answer.promptTokens(), written);
        }

        private static String name(FinishReason reason) {
            return switch (reason) {
                case EOS, STOP -> "stop";
                case LENGTH -> "length";
            };
        }
    }

    private static final class Sample {
        final StringBuilder text = new StringBuilder();
        final List<TokenLogProbability> tokens = new ArrayList<>();
        int written;

        @Nullable
        String end;

        void add(Piece piece) {
            text.append(piece.text());
            piece.drawn()
                    .ifPresent(drawn ->
                            tokens.add(new TokenLogProbability(piece.text(), drawn.logProbability(), List.of())));
            written = piece.tokens();
            end = piece.end().map(Shape::name).orElse(null);
        }
    }
}
