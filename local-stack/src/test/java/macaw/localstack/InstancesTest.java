package macaw.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import macaw.topics.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several instances of one service: their names, how many there may be, and what is written of them. */
class InstancesTest {
    @TempDir
    Path directory;

    @Test
    void theFirstHasItsServicesNameAndTheOthersANumber() {
        assertThat(whole().with(Service.GENERATOR, 3).with(Service.REWARD, 2).instances())
                .extracting(Instance::title)
                .containsExactly(
                        "labeling", "generator", "generator-2", "generator-3", "reward", "reward-2", "trainer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "postgres", "generator-1", "generator-0", "generator-02", "generator-two", "gen"})
    void whatIsNoInstanceIsNotTakenForOne(String part) {
        assertThat(Instance.named(part)).isEmpty();
    }

    @Test
    void aNameIsReadBack() {
        for (Instance instance : whole().with(Service.REWARD, 8).instances()) {
            assertThat(Instance.named(instance.title())).contains(instance);
        }
    }

    @ParameterizedTest
    @CsvSource({"GENERATOR, 0", "GENERATOR, 9", "REWARD, -1", "REWARD, 9", "TRAINER, 2", "LABELING, 2"})
    void aNumberThatHasNoWorkIsRefused(Service service, int instances) {
        assertThatThrownBy(() -> whole().with(service, instances))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("number of " + service.title() + " instances")
                .hasMessageContaining("was " + instances);
    }

    @Test
    void severalOfWhatIsNotStartedAreRefused() {
        assertThatThrownBy(() -> whole().with(Set.of(Service.REWARD)).with(Service.GENERATOR, 2))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("generator is not among the services");
    }

    @ParameterizedTest
    @CsvSource({"GENERATOR, prompts", "REWARD, rollouts"})
    void asManyMayShareATopicAsItHasPartitions(Service service, String topic) {
        assertThat(Topics.of("default").all())
                .filteredOn(each -> each.name().equals(topic))
                .singleElement()
                .satisfies(each -> assertThat(service.mostInstances()).isEqualTo(each.partitions()));
    }

    @Test
    void theStateOfAStackFromBeforeThereWereSeveralIsRead() throws Exception {
        Files.writeString(directory.resolve("stack.json"), """
                {"supervisor": {"pid": 1, "start": "boot:2"}, "ready": true,
                 "processes": {"kafka": {"pid": 3, "start": "boot:4"}, "generator": {"pid": 5, "start": "boot:6"}},
                 "ports": {"kafka": 8191, "generator": 8102, "generator-management": 8202, "reward": 8103},
                 "postgres": "", "key": "mk_x"}""");
        StackState state = StackState.read(directory).orElseThrow();
        assertThat(state.instances()).containsExactly(Instance.first(Service.GENERATOR));
        assertThat(state.address(Service.GENERATOR)).contains(new Address(8102, 8202));
        assertThat(state.address(new Instance(Service.GENERATOR, 2))).isEmpty();
    }

    @Test
    void eachHasAddressesInTheStateThatIsWritten() {
        ProcessIdentity process =
                ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        new StackState(
                        process,
                        true,
                        Map.of("kafka", process, "reward", process, "reward-2", process),
                        Map.of("reward", 1, "reward-management", 2, "reward-2", 3, "reward-2-management", 4),
                        "",
                        "",
                        "team-a")
                .write(directory);
        StackState state = StackState.read(directory).orElseThrow();
        assertThat(state.namespace()).isEqualTo("team-a");
        assertThat(state.instances()).containsExactly(Instance.first(Service.REWARD), new Instance(Service.REWARD, 2));
        assertThat(state.address(new Instance(Service.REWARD, 2))).contains(new Address(3, 4));
    }

    private StackOptions whole() {
        return StackOptions.whole(directory, directory);
    }
}
