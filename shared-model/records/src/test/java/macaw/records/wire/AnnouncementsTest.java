package macaw.records.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.Run;
import macaw.v1.RunState;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private static final Run RUN = Run.newBuilder()
            .setContractRevision(ContractRevision.CURRENT)
            .setRunId("run-1")
            .setState(RunState.RUN_STATE_RUNNING)
            .build();
    private static final VersionPublished VERSION = VersionPublished.newBuilder()
            .setContractRevision(ContractRevision.CURRENT)
            .setKind(VersionKind.VERSION_KIND_REWARD)
            .build();

    @Test
    void whatIsOfThisContractIsRead() throws InvalidProtocolBufferException {
        assertThat(Announcements.run(RUN.toByteArray())).isEqualTo(RUN);
        assertThat(Announcements.version(VERSION.toByteArray())).isEqualTo(VERSION);
    }

    @Test
    void aNewerRevisionIsRefusedInsteadOfHalfRead() {
        for (int newer : new int[] {ContractRevision.CURRENT + 1, -1}) {
            byte[] run = RUN.toBuilder().setContractRevision(newer).build().toByteArray();
            byte[] version =
                    VERSION.toBuilder().setContractRevision(newer).build().toByteArray();
            assertThatThrownBy(() -> Announcements.run(run))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REVISION_UNSUPPORTED));
            assertThatThrownBy(() -> Announcements.version(version))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REVISION_UNSUPPORTED));
        }
    }

    @Test
    void whatLeavesOpenWhatItTellsOfIsRefused() {
        byte[] stateless = RUN.toBuilder().clearState().build().toByteArray();
        assertThatThrownBy(() -> Announcements.run(stateless)).hasMessageContaining("no known state");
        byte[] kindless = VERSION.toBuilder().clearKind().build().toByteArray();
        assertThatThrownBy(() -> Announcements.version(kindless)).hasMessageContaining("policy or a reward");
        assertThatThrownBy(() -> Announcements.run(new byte[0])).hasMessageContaining("contract revision");
    }
}
