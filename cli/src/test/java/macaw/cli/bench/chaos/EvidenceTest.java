package macaw.cli.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import macaw.cli.bench.chaos.ChaosReport.Carried;
import macaw.cli.bench.chaos.Evidence.Scored;
import macaw.cli.bench.chaos.Evidence.Trained;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final Trained A = new Trained(0, "a", 0, 5);
    private static final Trained B = new Trained(1, "b", 1, 7);
    private static final List<Scored> RECORDS = List.of(
            new Scored("a", 0, "start@1", 0, 4, false),
            new Scored("a", 0, "start@1", 0, 5, true),
            new Scored("a", 0, "start@1", 0, 6, true),
            new Scored("b", 1, "out@1", 1, 7, true));

    private static Evidence evidence(Set<String> asked, Trained... trained) {
        return Evidence.of(
                asked, List.of(trained), RECORDS, iteration -> iteration == 0 ? "start@1" : "out@" + iteration, 100);
    }

    @Test
    void whatWasTrainedOnceIsCountedOnce() {
        assertThat(evidence(Set.of("a", "b"), A, B)).isEqualTo(new Evidence(2, 0, 0, 100, List.of()));
    }

    @Test
    void whatWasTrainedAgainOrNeverIsCounted() {
        Evidence evidence = evidence(Set.of("a", "b", "c"), A, B, A);
        assertThat(evidence.trainedTwice()).isEqualTo(1);
        assertThat(evidence.lost()).isEqualTo(1);
        assertThat(evidence.complaints()).hasSize(2);
    }

    @Test
    void aRolloutHasToBeTheFirstScoredRecordOfItsId() {
        assertThat(evidence(Set.of("a"), new Trained(0, "a", 0, 6)).wrong())
                .singleElement()
                .asString()
                .contains("a was read at 0@6");
    }

    @Test
    void aRolloutHasToBeOfTheVersionThatItsIterationTrainsOn() {
        Evidence evidence = Evidence.of(Set.of("b"), List.of(B), RECORDS, iteration -> "start@1", 100);
        assertThat(evidence.wrong()).singleElement().asString().contains("out@1", "which trains on start@1");
    }

    @Test
    void theLineSaysWhatWasCountedAndTheRestIsComplainedOf() {
        Carried calm = new Carried("1f", evidence(Set.of("a", "b"), A, B), 10);
        Carried chaos = new Carried("2f", evidence(Set.of("a", "b"), A), 30);
        ChaosReport report = new ChaosReport(3, 2, List.of(), calm, chaos);
        assertThat(report.json())
                .isEqualTo(
                        "{\"kills\":2,\"equal\":false,\"calmSha256\":\"1f\",\"chaosSha256\":\"2f\",\"rollouts\":1,\"trainedTwice\":0,\"lost\":1}");
        assertThat(report.complaints()).hasSize(4);
        assertThat(new ChaosReport(3, 3, List.of(), calm, calm).complaints()).isEmpty();
    }
}
