package macaw.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Writes the checkpoint of a {@link RandomLlama} for a benchmark whose own process has no tensors. */
final class RandomModel {
    private RandomModel() {}

    /** @param arguments {@code --threads=N}, which every benchmark's process is told and this one has no use for, then title and folder */
    public static void main(String[] arguments) throws IOException {
        String title = arguments[1];
        RandomLlama llama = Arrays.stream(RandomLlama.values())
                .filter(each -> each.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.CHECKPOINT_INVALID, title + " is no random model"));
        System.out.print(llama.write(Path.of(arguments[2])));
    }
}
