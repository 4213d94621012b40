package macaw.reward.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import macaw.chassis.engine.EngineThread;
import macaw.chassis.errors.Failures;
import macaw.chassis.tracing.Tracing;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Message;
import macaw.records.TokenIds;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import macaw.reward.TestStore;
import macaw.reward.grpc.GrpcRemoteScorer;
import macaw.reward.scoring.BatchedScorer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of a real store, scored. */
class RewardShelfTest {
    @TempDir
    Path directory;

    private TestStore store;
    private EngineThread engine;
    private PolicyTokenizers tokenizers;
    private RewardShelf shelf;

    @BeforeEach
    void open() {
        store = new TestStore(directory);
        engine = new EngineThread("engine-test");
        tokenizers = new PolicyTokenizers(store.versions());
        shelf = shelf(2, 100);
    }

    private RewardShelf shelf(int loaded, int waiting) {
        return new RewardShelf(
                store.versions(),
                engine,
                tokenizers,
                remote -> GrpcRemoteScorer.connect(remote, Optional.empty(), Tracing.OFF),
                new RewardShelf.Settings(loaded, 2, new BatchedScorer.Limits(512, waiting)));
    }

    @AfterEach
    void close() {
        shelf.close();
        tokenizers.close();
        engine.close();
    }

    @Test
    void aLocalModelScoresAsTransformersDoes() {
        VersionRef reward = store.golden("golden");
        JsonNode golden = TestStore.goldenValues();
        for (int row = 0; row < 2; row++) {
            int[] sequence = TestStore.tokens(
                    golden.path("input_ids").get(row),
                    golden.path("lengths").get(row).asInt());
            double score = shelf.score(reward, split(sequence, 4)).join();
            assertThat(score).isCloseTo(golden.path("scores").get(row).asDouble(), within(1e-4));
        }
    }

    @Test
    void aScoreIsTheSameAloneAndInAnyCompany() {
        VersionRef reward = store.readable("readable", 1);
        List<int[]> sequences = TestStore.company(60, 300);
        List<Double> alone = new ArrayList<>();
        for (int[] sequence : sequences) {
            alone.add(shelf.score(reward, split(sequence, 2)).join());
        }
        List<CompletableFuture<Double>> together = sequences.stream()
                .map(sequence -> shelf.score(reward, split(sequence, 1)))
                .toList();
        List<Double> crowded = together.stream().map(CompletableFuture::join).toList();
        assertThat(crowded).isEqualTo(alone);
        assertThat(alone).doesNotHaveDuplicates();
    }

    @Test
    void textIsScoredAsTheTokensOfItsTemplate() {
        VersionRef reward = store.readable("readable", 1);
        var asText = new Exchange(
                new Exchange.Asked.Text("a list"), new Exchange.Answer.Text("milk and bread"), Optional.empty());
        var asMessages = new Exchange(
                new Exchange.Asked.Messages(List.of(Message.user("a list"))),
                new Exchange.Answer.Text("milk and bread"),
                Optional.empty());
        var other =
                new Exchange(new Exchange.Asked.Text("a list"), new Exchange.Answer.Text("bread"), Optional.empty());
        double score = shelf.score(reward, asText).join();
        assertThat(shelf.score(reward, asMessages).join()).isEqualTo(score);
        assertThat(shelf.score(reward, other).join()).isNotEqualTo(score);
    }

    @Test
    void whatCannotBeScoredIsRefusedByItself() {
        VersionRef golden = store.golden("golden");
        var tooLong = split(IntStream.range(0, 65).map(i -> 5).toArray(), 3);
        var unknownToken = split(new int[] {1, 5, 256}, 1);
        var text = new Exchange(new Exchange.Asked.Text("a list"), new Exchange.Answer.Text("milk"), Optional.empty());
        var good = shelf.score(golden, split(new int[] {1, 5, 7}, 1));
        assertThat(code(golden, tooLong)).isEqualTo(ErrorCode.PROMPT_TOO_LONG);
        assertThat(code(golden, unknownToken)).isEqualTo(ErrorCode.TOKEN_OUT_OF_VOCABULARY);
        assertThat(code(golden, text)).isEqualTo(ErrorCode.TOKENIZER_INVALID);
        assertThat(good.join()).isFinite();
    }

    @Test
    void aScoreThatIsNoNumberIsRefusedAndTheOthersOfItsBatchAreScored() {
        VersionRef reward = store.overflowing("overflowing");
        List<CompletableFuture<Double>> scores = TestStore.company(60, 300).stream()
                .map(sequence -> shelf.score(reward, split(sequence, 1)))
                .toList();
        List<Object> outcomes = scores.stream()
                .map(score -> score.<Object>handle((value, e) -> e == null
                                ? value
                                : Failures.coded(e).orElseThrow().code())
                        .join())
                .toList();
        assertThat(outcomes).contains(ErrorCode.SCORE_NOT_FINITE);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome != ErrorCode.SCORE_NOT_FINITE)
                .isNotEmpty()
                .allSatisfy(value -> assertThat((Double) value).isFinite());
    }

    @Test
    void aRuleReadsWhatAPolicyWrote() {
        VersionRef rule = store.described("milk", "{\"kind\":\"rule\",\"rule\":\"contains-word\",\"word\":\"milk\"}");
        VersionRef policy = store.policy("policy");
        int[] milk = tokens(policy, "bread and milk");
        int[] bread = tokens(policy, "bread and bread");
        assertThat(shelf.score(rule, written(policy, milk)).join()).isEqualTo(1);
        assertThat(shelf.score(rule, written(policy, bread)).join()).isZero();
        assertThat(code(rule, split(new int[] {1, 5, 7}, 1))).isEqualTo(ErrorCode.REQUEST_INVALID);
    }

    @Test
    void aVersionThatIsNotThereOrNotWholeIsRefused() throws IOException {
        VersionRef golden = store.golden("golden");
        var exchange = split(new int[] {1, 5, 7}, 1);
        assertThat(code(new VersionRef("default", "golden", 9, golden.manifestSha256()), exchange))
                .isEqualTo(ErrorCode.VERSION_UNKNOWN);
        assertThat(code(new VersionRef("default", "golden", 1, "0".repeat(64)), exchange))
                .isEqualTo(ErrorCode.MANIFEST_MISMATCH);
        Path weights = directory.resolve("default/rewards/golden/000001/model.safetensors");
        Files.write(weights, new byte[] {1, 2, 3});
        assertThat(code(golden, exchange)).isEqualTo(ErrorCode.MANIFEST_MISMATCH);
    }

    @Test
    void theOneUnusedForLongestLeaves() {
        VersionRef first = store.golden("first");
        VersionRef second = store.golden("second");
        VersionRef third = store.golden("third");
        var exchange = split(new int[] {1, 5, 7}, 1);
        double score = shelf.score(first, exchange).join();
        shelf.score(second, exchange).join();
        shelf.score(first, exchange).join();
        shelf.score(third, exchange).join();
        shelf.load(third).join();
        assertThat(shelf.isLoaded(second)).isFalse();
        assertThat(shelf.isLoaded(first)).isTrue();
        assertThat(shelf.score(second, exchange).join()).isEqualTo(score);
    }

    @Test
    void moreThanMayWaitIsRefusedAtOnce() {
        VersionRef golden = store.golden("golden");
        RewardShelf small = shelf(1, 1);
        small.load(golden).join();
        List<CompletableFuture<Double>> scores = IntStream.range(0, 200)
                .mapToObj(i -> small.score(golden, split(new int[] {1, 5, 7 + i % 20}, 1)))
                .toList();
        List<ErrorCode> refusals = scores.stream()
                .map(score -> score.handle((value, e) -> Optional.ofNullable(e).flatMap(Failures::coded))
                        .join())
                .flatMap(Optional::stream)
                .map(e -> e.code())
                .distinct()
                .toList();
        assertThat(refusals).containsExactly(ErrorCode.OVERLOADED);
        small.close();
    }

    @Test
    void theCatalogueKnowsNamesKindsAndWhatIsLoaded() {
        VersionRef golden = store.golden("golden");
        store.described("proper", "{\"kind\":\"rule\",\"rule\":\"ends-properly\"}");
        new macaw.artefacts.Aliases(store.store()).set(macaw.artefacts.VersionKind.REWARD, "best", golden);
        var catalogue = new RewardCatalogue(store.store(), shelf);
        shelf.load(golden).join();
        assertThat(catalogue.list("default"))
                .extracting(entry ->
                        entry.version().name() + " " + entry.kind() + " " + entry.loaded() + " " + entry.aliases())
                .containsExactly("golden local true [best]", "proper rule false []");
        assertThat(catalogue.resolve(VersionName.parse("golden@1"))).isEqualTo(golden);
        assertThatThrownBy(() -> catalogue.resolve(VersionName.parse("silver"))).hasMessageContaining("silver");
    }

    private ErrorCode code(VersionRef reward, Exchange exchange) {
        return shelf.score(reward, exchange)
                .handle((score, e) -> Failures.coded(e).orElseThrow().code())
                .join();
    }

    private int[] tokens(VersionRef policy, String text) {
        try (var model = store.versions().open(macaw.artefacts.VersionKind.POLICY, policy);
                var tokenizer = macaw.languagemodel.Tokenizer.open(model.directory())) {
            return tokenizer.encode(text);
        }
    }

    private static Exchange written(VersionRef policy, int[] answer) {
        return new Exchange(
                new Exchange.Asked.Tokens(TokenIds.of(1, 5)),
                new Exchange.Answer.Tokens(TokenIds.of(answer)),
                Optional.of(policy));
    }

    private static Exchange split(int[] sequence, int promptLength) {
        return new Exchange(
                new Exchange.Asked.Tokens(TokenIds.of(java.util.Arrays.copyOf(sequence, promptLength))),
                new Exchange.Answer.Tokens(
                        TokenIds.of(java.util.Arrays.copyOfRange(sequence, promptLength, sequence.length))),
                Optional.empty());
    }
}
