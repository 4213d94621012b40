package macaw.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineCheckTest {
    private static final long GB = 1L << 30;
    private static final IntPredicate ALL = port -> true;

    @TempDir
    Path state;

    @Test
    void aMachineWithRoomIsGood() throws IOException {
        assertThat(found(new Machine(6 * GB, 4 * GB, ALL), false))
                .extracting(Finding::state)
                .containsOnly(Finding.State.OK);
    }

    @Test
    void tooLittleMemoryAndDiskAreBadAndSaidWithWhatToDo() throws IOException {
        assertThat(found(new Machine(6 * GB - 1, 4 * GB - 1, ALL), false))
                .filteredOn(each -> each.state() == Finding.State.BAD)
                .extracting(Finding::part, Finding::detail, Finding::todo)
                .containsExactly(
                        tuple("memory", "6143 MB available, 6144 MB needed", "end what else takes memory"),
                        tuple(
                                "disk",
                                "4095 MB free at " + state + ", 4096 MB needed",
                                "make room, or use another folder with --state"));
    }

    @Test
    void aTakenPortIsNamedWithWhoWantsItTheBrokersAndTheDatabasesToo() throws IOException {
        Set<Integer> taken = Set.of(8191, 8193, 8202);
        assertThat(found(new Machine(6 * GB, 4 * GB, port -> !taken.contains(port)), false))
                .filteredOn(each -> each.part().equals("ports"))
                .containsExactly(Finding.note(
                        "ports",
                        "8191 (kafka), 8193 (postgres), 8202 (generator-management) taken; `macaw up` uses others"));
    }

    @Test
    void aStackThatIsUpHasItsMemoryAndPortsAlready() throws IOException {
        assertThat(found(new Machine(0, 4 * GB, port -> false), true))
                .extracting(Finding::part)
                .doesNotContain("memory", "ports");
    }

    @Test
    void aFolderThatIsNotThereYetIsOnTheDiskOfTheOneAboveIt() throws IOException {
        Path later = state.resolve("not/yet");
        assertThat(MachineCheck.nearest(later)).isEqualTo(state);
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Machine machine = Machine.asItIs(state);
            assertThat(machine.memoryBytes()).isPositive();
            assertThat(machine.diskBytes()).isPositive();
            assertThat(machine.free().test(socket.getLocalPort())).isFalse();
        }
    }

    /** What depends on this machine and on no other: the rest is looked at where it stands. */
    private List<Finding> found(Machine machine, boolean stackIsUp) throws IOException {
        return MachineCheck.of(machine, state, stackIsUp).stream()
                .filter(each -> Set.of("memory", "disk", "state", "ports").contains(each.part()))
                .toList();
    }
}
