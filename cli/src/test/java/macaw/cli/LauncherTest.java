package macaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code macaw}, asked for the JDK it finds in an environment of the test's making. */
class LauncherTest {
    private static final Path SCRIPT = Path.of(System.getProperty("macaw.root"), "macaw");

    @TempDir
    Path directory;

    private Path tools;

    private record Said(int status, String out, String error) {}

    @BeforeEach
    void makesAFolderThatComesFirstOnThePath() throws IOException {
        tools = Files.createDirectory(directory.resolve("tools"));
    }

    @Test
    void javaHomeComesFirst() throws Exception {
        Path jdk = jdk("one", "25.0.1");
        assertThat(macaw(environment -> environment.put("JAVA_HOME", jdk.toString())))
                .isEqualTo(new Said(0, jdk + "\n", ""));
        assertThat(macaw(environment -> {
                    environment.put("JAVA_HOME", jdk.toString());
                    environment.remove("HOME");
                }))
                .isEqualTo(new Said(0, jdk + "\n", ""));
    }

    @Test
    void aJavaHomeThatIsTooOldOrNoJdkIsPassedBy() throws Exception {
        Path old = jdk("old", "21.0.9");
        Path runtimeOnly = jdk("runtime", "25");
        Files.delete(runtimeOnly.resolve("bin/javac"));
        jdk("home/.jdks/new", "25.0.2");
        for (Path given : List.of(old, runtimeOnly, directory.resolve("nothing"))) {
            Said said = macaw(environment -> {
                environment.put("JAVA_HOME", given.toString());
                environment.put("HOME", directory.resolve("home").toString());
            });
            assertThat(said.status()).isZero();
            Path found = Path.of(said.out().strip());
            assertThat(found).isNotEqualTo(given);
            assertThat(found.resolve("release")).content().contains("JAVA_VERSION=\"25");
        }
    }

    @Test
    void withoutAJdkItSaysWhichToInstall() throws Exception {
        // what reads a JDK's version sees only old ones
        tool("sed", "echo 17");
        Said said = macaw(environment -> {});
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        assertThat(said.error()).contains("no JDK 25 or newer found", "JAVA_HOME", "https://adoptium.net");
    }

    @Test
    void aPlatformWithoutNativeLibrariesIsNamed() throws Exception {
        tool("uname", "case \"$1\" in -s) echo Darwin ;; *) echo arm64 ;; esac");
        Said said = macaw(environment -> {});
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.error()).contains("no native libraries for Darwin arm64 yet", "Linux x86_64");
    }

    /** A folder that looks like a JDK of that version. */
    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(directory.resolve(name));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(Files.createDirectory(home.resolve("bin")).resolve("javac"), "true");
        return home;
    }

    private void tool(String name, String body) throws IOException {
        executable(tools.resolve(name), body);
    }

    private static void executable(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Said macaw(Consumer<Map<String, String>> change) throws IOException, InterruptedException {
        Path error = directory.resolve("error");
        ProcessBuilder builder = new ProcessBuilder("bash", SCRIPT.toString(), "jdk").redirectError(error.toFile());
        builder.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
        change.accept(builder.environment());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), out, Files.readString(error));
    }
}
