package macaw.cli.choice;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.cli.display.RpcFailures;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.ChatMessages;
import macaw.v1.FinishReason;
import macaw.v1.GenerateRequest;
import macaw.v1.GenerateResponse;
import macaw.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import macaw.v1.ItemScore;
import macaw.v1.RewardServiceGrpc.RewardServiceBlockingStub;
import macaw.v1.SamplingSettings;
import macaw.v1.ScoreItem;
import macaw.v1.ScoreRequest;
import macaw.v1.TokenIds;
import macaw.v1.VersionRef;

/**
 * Has policies answer prompts and a reward model score the answers: the tokens as they were drawn, so that one which was cut off is scored without an end, as
 * in PPO. Prompt i is answered from the same seed by each.
 *
 * @param reward [namespace/]name[@version|@alias]
 * @param samples answers a prompt
 */
record Examination(
        GenerationServiceBlockingStub generation,
        RewardServiceBlockingStub rewards,
        String reward,
        SamplingSettings sampling,
        int samples,
        long seed) {
    /** Enough to fill the generator's slots. */
    private static final int AT_ONCE = 8;

    private record Answered(VersionRef policy, OptionalDouble score, int cutOff, Optional<String> failure) {}

    /** How a policy does. Errors: those of generation and scoring but for single prompts; REQUEST_INVALID where the name means another version meanwhile. */
    Examined of(String policy, List<ChatMessages> prompts) throws InterruptedException {
        List<Answered> answers = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Answered>> begun = IntStream.range(0, prompts.size())
                    .mapToObj(i -> pool.submit(() -> ask(policy, prompts.get(i), seed + i)))
                    .toList();
            for (Future<Answered> answer : begun) {
                answers.add(answer.get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        }
        Set<VersionRef> versions = answers.stream()
                .map(Answered::policy)
                .filter(version -> version.getNumber() > 0)
                .collect(Collectors.toSet());
        if (versions.size() > 1) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    policy + " meant several versions while it was asked: name one by number");
        }
        return new Examined(
                versions.stream().findFirst().orElse(VersionRef.getDefaultInstance()),
                answers.stream().map(Answered::score).toList(),
                answers.stream().mapToInt(Answered::cutOff).sum(),
                answers.stream().flatMap(answer -> answer.failure().stream()).findFirst());
    }

    private Answered ask(String policy, ChatMessages prompt, long seedOfPrompt) {
        List<TokenIds.Builder> answers =
                IntStream.range(0, samples).mapToObj(i -> TokenIds.newBuilder()).toList();
        VersionRef version = VersionRef.getDefaultInstance();
        int cutOff = 0;
        try {
            Iterator<GenerateResponse> pieces = generation.generate(GenerateRequest.newBuilder()
                    .setPolicy(policy)
                    .setMessages(prompt)
                    .setSampling(sampling)
                    .setN(samples)
                    .setSeed(seedOfPrompt)
                    .build());
            while (pieces.hasNext()) {
                GenerateResponse piece = pieces.next();
                version = piece.getPolicy();
                answers.get(piece.getSample()).addAllIds(piece.getTokensList());
                if (piece.hasFinished() && piece.getFinished().getReason() == FinishReason.FINISH_REASON_LENGTH) {
                    cutOff++;
                }
            }
        } catch (StatusRuntimeException e) {
            // this prompt cannot be answered, another may
            if (e.getStatus().getCode() != Status.Code.INVALID_ARGUMENT) {
                throw e;
            }
            return new Answered(version, OptionalDouble.empty(), cutOff, Optional.of(RpcFailures.story(e)));
        }
        return score(prompt, answers, version, cutOff);
    }

    private Answered score(ChatMessages prompt, List<TokenIds.Builder> answers, VersionRef version, int cutOff) {
        ScoreRequest.Builder request = ScoreRequest.newBuilder().setReward(reward);
        answers.forEach(answer -> request.addItems(
                ScoreItem.newBuilder().setPromptMessages(prompt).setResponseTokens(answer)));
        List<ItemScore> scores = rewards.score(request.build()).getScoresList();
        Optional<String> failure = scores.stream()
                .filter(ItemScore::hasFailure)
                .map(score ->
                        score.getFailure().getCode() + ": " + score.getFailure().getMessage())
                .findFirst();
        return new Answered(
                version,
                failure.isPresent()
                        ? OptionalDouble.empty()
                        : scores.stream().mapToDouble(ItemScore::getValue).average(),
                cutOff,
                failure);
    }
}
