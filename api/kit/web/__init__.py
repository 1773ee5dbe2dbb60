"""The front door's rooms: credentials, bodies, POST, WebSocket, event streams, files, health, headers, serving.

They know nothing of learning: who a credential belongs to is told by the function that `api.app` gives them.
"""
