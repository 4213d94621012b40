package macaw.demo.cycle;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import macaw.demo.cycle.Answering.Answered;
import macaw.demo.cycle.Answering.Contestant;
import macaw.demo.prompts.Instruction;
import macaw.demo.report.PolicyResult;
import macaw.demo.report.PromptOutcome;
import macaw.demo.report.PromptOutcome.Sample;
import macaw.demo.report.RewardComparison;
import macaw.demo.report.RewardComparison.Scored;
import macaw.demo.rubric.Answer;
import macaw.demo.rubric.Rubric;
import macaw.v1.LogProbabilitiesRequest;
import macaw.v1.LogProbabilitiesResponse;
import macaw.v1.VersionRef;

/** Has policies answer prompts, and judges the answers by rubric, reward model and distance to the SFT policy. */
final class Evaluation {
    private static final int SAMPLES = 4;
    /** More, as the pairs that one policy's answers leave untied get fewer the better it is. */
    private static final int SAMPLES_FOR_REWARD_MODELS = 8;

    private final Services services;
    private final Answering answering;
    private final Rubric rubric;
    private final List<Instruction> prompts;
    private final VersionRef reward;
    private final VersionRef reference;
    private final DemoListener listener;
    private final long seed;

    /**
     * @param prompts of the report
     * @param reward whose scores the report shows of all policies
     * @param reference the SFT policy, which KL is measured to
     * @param seed of intervals
     */
    Evaluation(
            Services services,
            Answering answering,
            Rubric rubric,
            List<Instruction> prompts,
            VersionRef reward,
            VersionRef reference,
            DemoListener listener,
            long seed) {
        this.services = services;
        this.answering = answering;
        this.rubric = rubric;
        this.prompts = prompts;
        this.reward = reward;
        this.reference = reference;
        this.listener = listener;
        this.seed = seed;
    }

    /** Samples at temperature 1 and greedy answers of each of them to all prompts. */
    List<PolicyResult> evaluate(List<Contestant> contestants) throws InterruptedException {
        record Both(PromptOutcome sampled, PromptOutcome greedy) {}
        Progress progress = new Progress(contestants.size());
        List<PolicyResult> results = new ArrayList<>();
        for (Contestant contestant : contestants) {
            List<Both> outcomes = Concurrently.each(prompts, prompt -> {
                var both = new Both(outcome(contestant, prompt, 1, SAMPLES), outcome(contestant, prompt, 0, 1));
                progress.oneMore(contestant);
                return both;
            });
            results.add(new PolicyResult(
                    contestant.name(),
                    VersionNames.of(contestant.version()),
                    outcomes.stream().map(Both::sampled).toList(),
                    outcomes.stream().map(Both::greedy).toList()));
        }
        return results;
    }

    /** Two reward models on the same samples of each of these policies. */
    List<RewardComparison> compare(List<Contestant> contestants, VersionRef earlier, VersionRef newer)
            throws InterruptedException {
        record Both(PromptOutcome byEarlier, PromptOutcome byNewer) {}
        Progress progress = new Progress(contestants.size());
        List<RewardComparison> compared = new ArrayList<>();
        for (Contestant contestant : contestants) {
            List<Both> outcomes = Concurrently.each(prompts, prompt -> {
                List<Answered> answers = answering.answer(contestant, prompt, 1, SAMPLES_FOR_REWARD_MODELS);
                List<OptionalDouble> kl = unmeasured(answers);
                var both = new Both(outcome(prompt, answers, earlier, kl), outcome(prompt, answers, newer, kl));
                progress.oneMore(contestant);
                return both;
            });
            compared.add(RewardComparison.of(
                    contestant.name(),
                    new Scored(
                            VersionNames.of(earlier),
                            outcomes.stream().map(Both::byEarlier).toList()),
                    new Scored(
                            VersionNames.of(newer),
                            outcomes.stream().map(Both::byNewer).toList()),
                    seed));
        }
        return compared;
    }

    /** Counts answered prompts from several threads. */
    private final class Progress {
        private final long total;
        private final AtomicInteger done = new AtomicInteger();

        private Progress(int contestants) {
            this.total = (long) prompts.size() * contestants;
        }

        private void oneMore(Contestant contestant) {
            synchronized (listener) {
                listener.progress(done.incrementAndGet(), total, contestant.name());
            }
        }
    }

    private PromptOutcome outcome(Contestant contestant, Instruction prompt, double temperature, int n) {
        List<Answered> answers = answering.answer(contestant, prompt, temperature, n);
        List<OptionalDouble> kl =
                temperature == 1 && contestant.chats() ? divergences(prompt, answers) : unmeasured(answers);
        return outcome(prompt, answers, reward, kl);
    }

    private PromptOutcome outcome(
            Instruction prompt, List<Answered> answers, VersionRef scoredBy, List<OptionalDouble> kl) {
        List<Double> rewards = new Scoring(services).score(scoredBy, prompt, answers);
        return new PromptOutcome(
                prompt,
                IntStream.range(0, answers.size())
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

    private static List<OptionalDouble> unmeasured(List<Answered> answers) {
        return answers.stream().map(answer -> OptionalDouble.empty()).toList();
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
}
