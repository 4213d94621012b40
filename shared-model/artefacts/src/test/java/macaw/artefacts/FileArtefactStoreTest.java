package macaw.artefacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtefactStoreTest extends ArtefactStoreContract {
    @TempDir
    Path root;

    @Override
    protected ArtefactStore store() {
        return new FileArtefactStore(root);
    }

    @Override
    protected void overwrite(StorePath folder, String file, byte[] content) throws IOException {
        Files.write(root.resolve(folder.toString()).resolve(file), content);
    }

    @Override
    protected void leaveRubbish(StorePath folder, String file, byte[] content) throws IOException {
        Files.createDirectories(root.resolve(folder.toString()));
        overwrite(folder, file, content);
    }

    @Test
    void aMissingDirectoryIsAStoreThatIsNotThereAndIsNotMade() {
        ArtefactStore absent = new FileArtefactStore(root.resolve("not-mounted"));
        assertCode(ErrorCode.STORE_UNAVAILABLE, absent::requireWritable);
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> absent.seal(FOLDER, Provenance.NONE, files("a", "1")));
        assertThat(root.resolve("not-mounted")).doesNotExist();
        new FileArtefactStore(root).requireWritable();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aFolderThatAnotherProcessTookForRubbishIsNotSealedButTriedAgain() {
        ArtefactStore other = new FileArtefactStore(root);
        FolderWriter interrupted = directory -> {
            Files.writeString(directory.resolve("a"), "ours");
            other.seal(FOLDER, Provenance.NONE, files("a", "theirs"));
        };
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> store().seal(FOLDER, Provenance.NONE, interrupted));
        assertCode(ErrorCode.VERSION_CONFLICT, () -> store().seal(FOLDER, Provenance.NONE, files("a", "ours")));
        assertThat(store().open(FOLDER, "").resolve("a")).hasContent("theirs");
    }

    @Test
    void linksAreNotSealed() {
        assertThatThrownBy(() -> store().seal(
                                FOLDER,
                                Provenance.NONE,
                                directory -> Files.createSymbolicLink(directory.resolve("a"), root)))
                .hasMessageContaining("only plain files");
    }

    @Test
    void aNameThatLeadsOutOfTheStoreIsRefused() {
        for (String name : new String[] {"..", ".", "", "a/b", ".hidden", "a\0b", "ü", "x".repeat(129)}) {
            assertCode(ErrorCode.NAME_INVALID, () -> StorePath.of("default", "policies", name));
        }
    }
}
