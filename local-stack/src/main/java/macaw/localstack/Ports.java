package macaw.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** Free ports on the loopback interface, none handed out twice by one instance. */
final class Ports {
    private final Set<Integer> taken = new HashSet<>();

    /** The preferred port where it is free (a second start keeps its addresses), else any free one; 0 prefers none. */
    synchronized int take(int preferred) {
        if (preferred > 0 && !taken.contains(preferred) && free(preferred)) {
            taken.add(preferred);
            return preferred;
        }
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (taken.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new StackException("no free port on the loopback interface: " + e.getMessage(), e);
            }
        }
    }

    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }
}
