package macaw.cli.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import macaw.cli.bench.figures.BenchRows;
import macaw.cli.bench.figures.RlPathReport;
import macaw.cli.datasets.Row;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.Connection;
import macaw.cli.systems.RunningSystem;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Tokenizer;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.records.RewardWeight;
import macaw.records.Sampling;
import macaw.records.TokenIds;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import macaw.records.wire.RolloutCodec;
import macaw.v1.ListVersionsRequest;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;

/**
 * The RL path under load and without a learner: prompts through the topics until they are scored, and scores over gRPC.
 *
 * @param inFlight prompts that are asked and not answered at once, in the larger of two loads; the other has one
 * @param callers who ask for scores at once
 * @param maxTokens longest answer
 * @param shift how long each load lasts
 * @param repeats of all of them, in turns
 */
record RlPathBench(int inFlight, int callers, int maxTokens, Duration shift, int repeats) {
    static final int IN_FLIGHT = 64;
    static final int CALLERS = 16;
    static final int SHIFT_SECONDS = 10;
    static final int REPEATS = 3;

    /** Different prompts and answers; a load goes round. */
    private static final int ROWS = 256;

    RlPathBench {
        if (inFlight < 1 || callers < 1 || maxTokens < 1 || repeats < 1 || !shift.isPositive()) {
            throw new StackException("--in-flight, --callers, --max-tokens, --shift and --repeats must be at least 1");
        }
    }

    /**
     * Runs it on a system that is up.
     *
     * @param tokenizer a checkpoint folder with the policy's tokenizer and chat template
     */
    RlPathReport run(
            RunningSystem system, String namespace, String policy, String reward, Path tokenizer, StageDisplay display)
            throws InterruptedException {
        List<Row.Demonstration> rows = new BenchRows().written(ROWS);
        VersionRef policyVersion;
        VersionRef rewardVersion;
        try (Connection trainer = Connection.to(Service.TRAINER, system)) {
            policyVersion = version(trainer, VersionKind.VERSION_KIND_POLICY, VersionName.parse(policy, namespace));
            rewardVersion = version(trainer, VersionKind.VERSION_KIND_REWARD, VersionName.parse(reward, namespace));
        }
        var asks = new RolloutLoad.Asks(
                namespace,
                tokens(rows, tokenizer),
                Sampling.plain(1, maxTokens),
                policyVersion,
                List.of(new RewardWeight(rewardVersion, 1)));
        List<RlPathReport.Topics> topics = new ArrayList<>();
        List<RlPathReport.Scoring> scores = new ArrayList<>();
        try (Connection connection = Connection.to(Service.REWARD, system);
                var load = RolloutLoad.begin(system.kafka(), asks)) {
            var scoring = new ScoringLoad(connection.channel(), rewardVersion, rows, shift);
            display.begin("rl-path");
            // does not count: versions are loaded, and services that have just started compile
            load.keep(inFlight, shift);
            scoring.unary(callers);
            for (int repeat = 0; repeat < repeats; repeat++) {
                display.progress((double) repeat / repeats, "run " + load.runId() + ", loads in turns");
                topics.add(new RlPathReport.Topics(load.keep(1, shift), load.keep(inFlight, shift)));
                scores.add(new RlPathReport.Scoring(scoring.unary(1), scoring.unary(callers), scoring.stream(callers)));
            }
            load.end();
            display.end("measured; run " + load.runId() + " is taken back");
            return new RlPathReport(maxTokens, inFlight, callers, topics, scores, load.repeated());
        }
    }

    private static List<TokenIds> tokens(List<Row.Demonstration> rows, Path checkpoint) {
        ChatTemplate template = ChatTemplate.open(checkpoint);
        try (Tokenizer tokenizer = Tokenizer.open(checkpoint)) {
            return rows.stream()
                    .map(row -> TokenIds.of(
                            template.encodePrompt(tokenizer, row.prompt().turns())))
                    .toList();
        }
    }

    /** The version that was asked for, or the newest; with the hash of its manifest. */
    private static VersionRef version(Connection trainer, VersionKind kind, VersionName wanted) {
        return TrainingServiceGrpc.newBlockingStub(trainer.channel())
                .listVersions(ListVersionsRequest.newBuilder()
                        .setKind(kind)
                        .setNamespace(wanted.namespace())
                        .setName(wanted.name())
                        .build())
                .getVersionsList()
                .stream()
                .map(VersionPublished::getVersion)
                .filter(version -> switch (wanted.selector()) {
                    case VersionName.Selector.Latest() -> true;
                    case VersionName.Selector.Number(long number) -> number == version.getNumber();
                    case VersionName.Selector.Alias(String alias) ->
                        throw new StackException("name a version by its number: " + wanted);
                })
                .max(Comparator.comparingLong(macaw.v1.VersionRef::getNumber))
                .map(RolloutCodec::decode)
                .orElseThrow(
                        () -> new StackException("there is no " + wanted + "; `macaw versions` lists what there is"));
    }
}
