package macaw.generator.grpc;

import java.util.List;
import java.util.OptionalLong;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.answering.Answer;
import macaw.generator.answering.Likelihoods;
import macaw.generator.answering.Piece;
import macaw.generator.answering.Question;
import macaw.generator.policies.PolicyCatalog;
import macaw.languagemodel.Message;
import macaw.records.LogProbabilities;
import macaw.records.TokenIds;
import macaw.records.VersionName;
import macaw.records.wire.RolloutCodec;
import macaw.v1.ChatMessages;
import macaw.v1.GenerateRequest;
import macaw.v1.GenerateResponse;
import macaw.v1.GenerationFinished;
import macaw.v1.LogProbabilitiesRequest;
import macaw.v1.LogProbabilitiesResponse;
import macaw.v1.PolicyInfo;
import macaw.v1.TokenLogProbabilities;

/** Between macaw.v1 and the generator's own records. */
final class GenerationCodec {
    private GenerationCodec() {}

    static Question question(GenerateRequest request) {
        return new Question(
                VersionName.parse(request.getPolicy()),
                input(request),
                RolloutCodec.decode(request.getSampling()),
                request.getN() == 0 ? 1 : request.getN(),
                request.hasSeed() ? OptionalLong.of(request.getSeed()) : OptionalLong.empty());
    }

    static Question.Input input(LogProbabilitiesRequest request) {
        return switch (request.getInputCase()) {
            case TEXT -> new Question.Input.Text(request.getText());
            case MESSAGES -> chat(request.getMessages());
            case TOKENS -> new Question.Input.Tokens(tokens(request.getTokens()));
            case INPUT_NOT_SET -> throw noInput();
        };
    }

    static List<TokenIds> completions(LogProbabilitiesRequest request) {
        return request.getCompletionsList().stream()
                .map(GenerationCodec::tokens)
                .toList();
    }

    static GenerateResponse response(Answer answer, Piece piece) {
        GenerateResponse.Builder response = GenerateResponse.newBuilder()
                .setSample(piece.sample())
                .setText(piece.text())
                .setPolicy(RolloutCodec.encode(answer.policy()));
        piece.drawn().ifPresent(drawn -> response.addTokens(drawn.token()).addLogprobs(drawn.logProbability()));
        piece.end()
                .ifPresent(reason -> response.setFinished(GenerationFinished.newBuilder()
                        .setReason(RolloutCodec.encode(reason))
                        .setPromptTokens(answer.promptTokens())
                        .setCompletionTokens(piece.tokens())
                        .setSeed(answer.seed())));
        return response.build();
    }

    static LogProbabilitiesResponse response(Likelihoods.Judged judged) {
        LogProbabilitiesResponse.Builder response =
                LogProbabilitiesResponse.newBuilder().setPolicy(RolloutCodec.encode(judged.policy()));
        for (LogProbabilities answer : judged.answers()) {
            TokenLogProbabilities.Builder values = TokenLogProbabilities.newBuilder();
            for (float value : answer.toArray()) {
                values.addLogprobs(value);
            }
            response.addCompletions(values);
        }
        return response.build();
    }

    static PolicyInfo info(PolicyCatalog.Listing listing) {
        return PolicyInfo.newBuilder()
                .setVersion(RolloutCodec.encode(listing.version().ref()))
                .setLoaded(listing.loaded())
                .addAllAliases(listing.aliases())
                .build();
    }

    private static Question.Input input(GenerateRequest request) {
        return switch (request.getInputCase()) {
            case TEXT -> new Question.Input.Text(request.getText());
            case MESSAGES -> chat(request.getMessages());
            case TOKENS -> new Question.Input.Tokens(tokens(request.getTokens()));
            case INPUT_NOT_SET -> throw noInput();
        };
    }

    private static Question.Input chat(ChatMessages messages) {
        return new Question.Input.Chat(messages.getMessagesList().stream()
                .map(message -> new Message(message.getRole(), message.getContent()))
                .toList());
    }

    private static TokenIds tokens(macaw.v1.TokenIds message) {
        return TokenIds.of(
                message.getIdsList().stream().mapToInt(Integer::intValue).toArray());
    }

    private static CodedException noInput() {
        return new CodedException(ErrorCode.PROMPT_EMPTY, "the request has neither text nor messages nor tokens");
    }
}
