package macaw.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceFindingsTest {
    private static ServiceAnswer answer(String part, String checks, String version) throws Exception {
        var json = new ObjectMapper().readTree(checks);
        boolean ready = !checks.contains("DOWN");
        return new ServiceAnswer(
                part,
                "http://" + part + ":1",
                new ServiceAnswer.Health.Checks(ready, json),
                Optional.of(version),
                Optional.of(Duration.ofSeconds(-1)),
                Optional.of(true));
    }

    private static List<String> lines(ServiceAnswer... answers) {
        return ServiceFindings.of(List.of(answers)).stream()
                .map(each -> each.state() + " " + each.part() + " " + each.detail())
                .toList();
    }

    @Test
    void aSystemThatIsWell() throws Exception {
        assertThat(lines(
                        answer(
                                "labeling",
                                "[{\"name\":\"database\",\"status\":\"UP\",\"data\":{\"schema\":\"9\",\"schema of this build\":\"9\"}}]",
                                "0.1.0"),
                        answer("generator", "[]", "0.1.0")))
                .containsExactly(
                        "OK labeling ready at http://labeling:1, version 0.1.0",
                        "OK migrations labeling's database has schema 9",
                        "OK generator ready at http://generator:1, version 0.1.0",
                        "OK versions all are 0.1.0");
    }

    @Test
    void whatAServiceWaitsForIsSaidInItsOwnWords() throws Exception {
        List<Finding> findings = ServiceFindings.of(List.of(answer(
                "reward",
                "[{\"name\":\"store\",\"status\":\"DOWN\",\"data\":{\"reason\":\"/store is not there\"}}]",
                "0.1.0")));

        assertThat(findings.getFirst().state()).isEqualTo(Finding.State.BAD);
        assertThat(findings.getFirst().detail()).isEqualTo("is not ready: store (reason: /store is not there)");
        assertThat(findings.getFirst().todo()).contains("MACAW_STORE");
    }

    @Test
    void aTopicThatIsWrongIsSaidOnce() throws Exception {
        String kafka =
                "[{\"name\":\"kafka\",\"status\":\"DOWN\",\"data\":{\"broker\":\"answers; since noon: a is missing; b is missing\","
                        + "\"error 1\":\"a is missing\",\"error 2\":\"b is missing\",\"c\":\"reading\",\"d\":\"reading\"}}]";

        assertThat(lines(answer("reward", kafka, "0.1.0")))
                .contains("BAD reward is not ready: kafka (broker: answers; since noon: a is missing; b is missing;"
                        + " c: reading; d: reading)");
    }

    @Test
    void aServiceThatIsReadyWithoutItsBrokerSaysSo() throws Exception {
        String kafka = "[{\"name\":\"kafka\",\"status\":\"UP\",\"data\":{\"broker\":\"%s\"}}]";

        assertThat(lines(answer("trainer", kafka.formatted("does not answer since noon: timed out"), "0.1.0")))
                .contains("NOTE trainer is ready, but its broker does not answer since noon: timed out");
        assertThat(lines(answer("trainer", kafka.formatted("answers since noon"), "0.1.0")))
                .noneMatch(line -> line.startsWith("NOTE"));
    }

    @Test
    void anOlderLabelingBesideANewerOneAndTwoBuildsAreBad() throws Exception {
        assertThat(lines(
                        answer(
                                "labeling",
                                "[{\"name\":\"database\",\"status\":\"UP\",\"data\":{\"schema\":\"10\",\"schema of this build\":\"9\"}}]",
                                "0.1.0"),
                        answer("generator", "[]", "0.2.0")))
                .contains(
                        "BAD migrations labeling's database has schema 10, and this build knows 9",
                        "BAD versions differ: 0.1.0 (labeling), 0.2.0 (generator)");
    }

    @Test
    void aClockAKeyAndSilenceAreBad() {
        assertThat(lines(new ServiceAnswer(
                        "trainer",
                        "http://trainer:1",
                        new ServiceAnswer.Health.Silent("http://trainer:2 does not answer: refused"),
                        Optional.empty(),
                        Optional.of(Duration.ofMinutes(-5)),
                        Optional.of(false))))
                .containsExactly(
                        "BAD trainer http://trainer:2 does not answer: refused",
                        "BAD trainer its clock is 300 s behind this machine's",
                        "BAD trainer does not know the operator's key");
    }
}
