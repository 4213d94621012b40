package macaw.generator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.answering.Question;
import macaw.languagemodel.Message;
import macaw.records.Sampling;
import macaw.records.TokenIds;
import macaw.records.VersionName;
import org.jspecify.annotations.Nullable;

/** What an OpenAI-shaped body asks. Each refusal names the member. */
final class OpenAiQuestions {
    /** Where a completion names no limit; OpenAI's own. */
    private static final int COMPLETION_TOKENS = 16;
    /** Where a chat names no limit: as many as the context holds. */
    private static final int CHAT_TOKENS = Integer.MAX_VALUE;

    private OpenAiQuestions() {}

    static Question chat(OpenAiRequest request) {
        refuseUnsupported(request);
        if (request.messages() == null) {
            throw new CodedException(ErrorCode.PROMPT_EMPTY, "messages is missing");
        }
        List<Message> messages = new ArrayList<>();
        for (OpenAiRequest.ChatMessage message : request.messages()) {
            if (message.role() == null) {
                throw invalid("messages[" + messages.size() + "].role is missing");
            }
            messages.add(new Message(message.role(), content(message.content(), messages.size())));
        }
        return question(request, new Question.Input.Chat(messages), CHAT_TOKENS);
    }

    static Question completion(OpenAiRequest request) {
        refuseUnsupported(request);
        return question(request, prompt(request.prompt()), COMPLETION_TOKENS);
    }

    private static Question question(OpenAiRequest request, Question.Input input, int defaultTokens) {
        if (request.model() == null) {
            throw new CodedException(ErrorCode.POLICY_UNKNOWN, "model is missing");
        }
        Integer limit = request.maxCompletionTokens() == null ? request.maxTokens() : request.maxCompletionTokens();
        var sampling = new Sampling(
                Objects.requireNonNullElse(request.temperature(), 1.0),
                Objects.requireNonNullElse(limit, defaultTokens),
                Objects.requireNonNullElse(request.topK(), 0),
                Objects.requireNonNullElse(request.topP(), 1.0),
                Objects.requireNonNullElse(request.minP(), 0.0),
                stops(request.stop()));
        return new Question(
                VersionName.parse(request.model()),
                input,
                sampling,
                Objects.requireNonNullElse(request.n(), 1),
                request.seed() == null ? OptionalLong.empty() : OptionalLong.of(request.seed()));
    }

    private static String content(@Nullable JsonNode content, int index) {
        if (content == null || content.isNull()) {
            return "";
        }
        if (content.isTextual()) {
            return content.textValue();
        }
        var text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text")) {
                throw invalid("messages[" + index + "].content has a part that is not text");
            }
            text.append(part.path("text").asText());
        }
        return text.toString();
    }

    private static Question.Input prompt(@Nullable JsonNode prompt) {
        if (prompt == null || prompt.isNull()) {
            throw new CodedException(ErrorCode.PROMPT_EMPTY, "prompt is missing");
        }
        if (prompt.isTextual()) {
            return new Question.Input.Text(prompt.textValue());
        }
        if (prompt.isArray() && prompt.size() == 1 && !prompt.get(0).isNumber()) {
            return prompt(prompt.get(0));
        }
        if (!prompt.isArray()) {
            throw invalid("prompt is neither a text nor an array of token ids");
        }
        int[] ids = new int[prompt.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!prompt.get(i).canConvertToInt()) {
                throw invalid("prompt[" + i + "] is no token id; several prompts in one request are not supported");
            }
            ids[i] = prompt.get(i).intValue();
        }
        return new Question.Input.Tokens(TokenIds.of(ids));
    }

    private static List<String> stops(@Nullable JsonNode stop) {
        if (stop == null || stop.isNull()) {
            return List.of();
        }
        if (stop.isTextual()) {
            return List.of(stop.textValue());
        }
        List<String> stops = new ArrayList<>();
        for (JsonNode one : stop) {
            if (!one.isTextual()) {
                throw invalid("stop is neither a text nor an array of texts");
            }
            stops.add(one.textValue());
        }
        return stops;
    }

    /** Refusing beats an answer that looks as if the member had been heeded. */
    private static void refuseUnsupported(OpenAiRequest request) {
        refuse(request.frequencyPenalty() != null && request.frequencyPenalty() != 0, "frequency_penalty");
        refuse(request.presencePenalty() != null && request.presencePenalty() != 0, "presence_penalty");
        refuse(isGiven(request.logitBias()), "logit_bias");
        refuse(isGiven(request.tools()), "tools");
        refuse(isGiven(request.functions()), "functions");
        refuse(request.topLogprobs() != null && request.topLogprobs() > 0, "top_logprobs");
        refuse(Boolean.TRUE.equals(request.echo()), "echo");
        refuse(request.suffix() != null && !request.suffix().isEmpty(), "suffix");
        refuse(
                request.bestOf() != null && !request.bestOf().equals(Objects.requireNonNullElse(request.n(), 1)),
                "best_of");
        JsonNode format = request.responseFormat();
        refuse(
                format != null
                        && isGiven(format)
                        && !"text".equals(format.path("type").asText()),
                "response_format");
    }

    private static boolean isGiven(@Nullable JsonNode member) {
        return member != null && !member.isNull() && !(member.isContainerNode() && member.isEmpty());
    }

    private static void refuse(boolean given, String member) {
        if (given) {
            throw invalid(member + " is not supported");
        }
    }

    private static CodedException invalid(String what) {
        return new CodedException(ErrorCode.REQUEST_INVALID, what);
    }
}
