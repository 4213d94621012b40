package macaw.demo.cycle;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import macaw.demo.cycle.Answering.Answered;
import macaw.demo.cycle.Answering.Contestant;
import macaw.demo.prompts.Instruction;
import macaw.demo.report.PolicyResult;
import macaw.demo.report.PromptOutcome;
import macaw.demo.report.PromptOutcome.Sample;
import macaw.demo.rubric.Answer;
import macaw.demo.rubric.Rubric;
import macaw.v1.LogProbabilitiesRequest;
import macaw.v1.LogProbabilitiesResponse;
import macaw.v1.ScoreItem;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;
import macaw.v1.VersionRef;

/** Has policies answer prompts, and judges the answers by rubric, reward model and distance to the SFT policy. */
final class Evaluation {
    /** Answers that are asked for at once; the generator batches them. */
    private static final int AT_ONCE = 8;

    private final Services services;
    private final Answering answering;
    private final Rubric rubric;
    private final VersionRef reward;
    private final VersionRef reference;

    /** @param reference the SFT policy, which KL is measured to */
    Evaluation(Services services, Answering answering, Rubric rubric, VersionRef reward, VersionRef reference) {
        this.services = services;
        this.answering = answering;
        this.rubric = rubric;
        this.reward = reward;
        this.reference = reference;
    }

    /** Samples at temperature 1 and greedy answers to all prompts. */
    PolicyResult evaluate(Contestant contestant, List<Instruction> prompts, int samples, Runnable onPrompt)
            throws InterruptedException {
        record Both(PromptOutcome sampled, PromptOutcome greedy) {}
        List<Future<Both>> outcomes = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Instruction prompt : prompts) {
                outcomes.add(executor.submit(() -> {
                    var both = new Both(outcome(contestant, prompt, 1, samples), outcome(contestant, prompt, 0, 1));
                    onPrompt.run();
                    return both;
                }));
            }
        }
        List<PromptOutcome> sampled = new ArrayList<>();
        List<PromptOutcome> greedy = new ArrayList<>();
        for (Future<Both> outcome : outcomes) {
            Both both = result(outcome);
            sampled.add(both.sampled());
            greedy.add(both.greedy());
        }
        return new PolicyResult(contestant.name(), VersionNames.of(contestant.version()), sampled, greedy);
    }

    private PromptOutcome outcome(Contestant contestant, Instruction prompt, double temperature, int n) {
        List<Answered> answers = answering.answer(contestant, prompt, temperature, n);
        List<Double> rewards = rewards(prompt, answers);
        List<OptionalDouble> kl = temperature == 1 && contestant.chats()
                ? divergences(prompt, answers)
                : answers.stream().map(answer -> OptionalDouble.empty()).toList();
        return new PromptOutcome(
                prompt,
                IntStream.range(0, n)
                        .mapToObj(i -> sample(prompt, answers.get(i), rewards.get(i), kl.get(i)))
                        .toList());
    }

    private Sample sample(Instruction prompt, Answered answered, double score, OptionalDouble kl) {
        return new Sample(
                answered.text(),
                rubric.judge(prompt.task(), new Answer(answered.text(), answered.ended())),
                answered.tokens().size(),
                score,
                kl);
    }

    private List<Double> rewards(Instruction prompt, List<Answered> answers) {
        var request = ScoreRequest.newBuilder().setReward(VersionNames.of(reward));
        answers.forEach(answer -> request.addItems(ScoreItem.newBuilder()
                .setPromptMessages(Answering.messages(prompt))
                .setResponseTokens(Answering.tokens(answer))));
        ScoreResponse response = services.rewards().score(request.build());
        return response.getScoresList().stream()
                .map(score -> {
                    if (score.hasFailure()) {
                        throw new IllegalStateException("no score for an answer to \"" + prompt.text() + "\": "
                                + score.getFailure().getMessage());
                    }
                    return score.getValue();
                })
                .toList();
    }

    /** log p(answer) − log p_SFT(answer), one sample's estimate of the KL. */
    private List<OptionalDouble> divergences(Instruction prompt, List<Answered> answers) {
        LogProbabilitiesResponse response = services.generation()
                .logProbabilities(LogProbabilitiesRequest.newBuilder()
                        .setPolicy(VersionNames.of(reference))
                        .setMessages(Answering.messages(prompt))
                        .addAllCompletions(
                                answers.stream().map(Answering::tokens).toList())
                        .build());
        return IntStream.range(0, answers.size())
                .mapToObj(i -> {
                    double underReference = response.getCompletions(i).getLogprobsList().stream()
                            .mapToDouble(Float::doubleValue)
                            .sum();
                    return OptionalDouble.of(answers.get(i).logProbability() - underReference);
                })
                .toList();
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
