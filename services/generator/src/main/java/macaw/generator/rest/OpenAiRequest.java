package macaw.generator.rest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/chat/completions} and {@code POST /v1/completions}. Members of OpenAI's that say nothing about the answer
 * ({@code user}, say) are ignored; those that would change it and are not supported are refused.
 *
 * @param model [namespace/]name[@version|@alias]
 * @param messages the conversation; chat only
 * @param prompt a text, or an array of token ids; completions only
 * @param temperature 0 is greedy; 1 where it is left out
 * @param topP keep the smallest set of tokens whose probability reaches it
 * @param topK keep the k likeliest tokens; not OpenAI's
 * @param minP drop tokens less likely than this share of the likeliest; not OpenAI's
 * @param maxTokens most tokens to write
 * @param maxCompletionTokens the newer name of the same
 * @param n answers wanted
 * @param stop a text or an array of texts to end before
 * @param seed equal seeds and requests to one policy version make equal answers
 * @param logprobs true, or a number in {@code /v1/completions}: give each token's log-probability
 * @param stream answer as server-sent events
 * @param streamOptions {@code include_usage}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record OpenAiRequest(
        @Nullable String model,
        @Nullable List<ChatMessage> messages,

        @Schema(anyOf = {String.class, int[].class}) @Nullable
        JsonNode prompt,

        @Nullable Double temperature,
        @JsonProperty("top_p") @Nullable Double topP,
        @JsonProperty("top_k") @Nullable Integer topK,
        @JsonProperty("min_p") @Nullable Double minP,
        @JsonProperty("max_tokens") @Nullable Integer maxTokens,
        @JsonProperty("max_completion_tokens") @Nullable Integer maxCompletionTokens,
        @Nullable Integer n,

        @Schema(anyOf = {String.class, String[].class}) @Nullable
        JsonNode stop,

        @Nullable Long seed,

        @Schema(anyOf = {boolean.class, int.class}) @Nullable
        JsonNode logprobs,

        @Nullable Boolean stream,
        @JsonProperty("stream_options") @Nullable StreamOptions streamOptions,
        @JsonProperty("top_logprobs") @Nullable Integer topLogprobs,
        @JsonProperty("frequency_penalty") @Nullable Double frequencyPenalty,
        @JsonProperty("presence_penalty") @Nullable Double presencePenalty,
        @JsonProperty("logit_bias") @Nullable JsonNode logitBias,
        @JsonProperty("response_format") @Nullable JsonNode responseFormat,
        @Nullable JsonNode tools,
        @Nullable JsonNode functions,
        @Nullable Boolean echo,
        @Nullable String suffix,
        @JsonProperty("best_of") @Nullable Integer bestOf) {

    /** One turn; its content is a text, or an array of parts that are all texts. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ChatMessage(
            @Nullable String role,

            @Schema(anyOf = {String.class, TextPart[].class}) @Nullable
            JsonNode content) {}

    /** A part of a turn. */
    record TextPart(String type, String text) {}

    /** What a stream holds beside the answer. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record StreamOptions(
            @JsonProperty("include_usage") @Nullable Boolean includeUsage) {}

    boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    boolean wantsUsage() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    /** 0 in {@code /v1/completions} asks for the chosen tokens only, which is all that is given anyway. */
    boolean wantsLogProbabilities() {
        return logprobs != null && (logprobs.isNumber() || logprobs.asBoolean());
    }
}
