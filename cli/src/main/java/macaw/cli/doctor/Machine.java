package macaw.cli.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntPredicate;

/**
 * What a machine has left.
 *
 * @param memoryBytes that another process can have
 * @param diskBytes free where the state directory is
 * @param free whether nobody listens on a port of the loopback interface
 */
record Machine(long memoryBytes, long diskBytes, IntPredicate free) {
    /** @param folder on the disk in question, and there */
    static Machine asItIs(Path folder) throws IOException {
        long kilobytes = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
        return new Machine(kilobytes << 10, Files.getFileStore(folder).getUsableSpace(), Machine::isFree);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
