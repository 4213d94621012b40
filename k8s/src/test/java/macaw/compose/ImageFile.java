package macaw.compose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the Dockerfile sets for every image. */
final class ImageFile {
    private static final Pattern ENVIRONMENT = Pattern.compile("^ENV ((?:.*\\\\\\n)*.*)$", Pattern.MULTILINE);
    private static final Pattern SETTING = Pattern.compile("([A-Z_0-9]+)=(\\S+)");

    private ImageFile() {}

    static String text(String file) {
        try {
            return Files.readString(ComposeFile.ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        var blocks = ENVIRONMENT.matcher(text("Dockerfile"));
        while (blocks.find()) {
            var settings = SETTING.matcher(blocks.group(1));
            while (settings.find()) {
                environment.put(settings.group(1), settings.group(2));
            }
        }
        return environment;
    }
}
