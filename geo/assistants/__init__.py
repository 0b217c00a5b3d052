"""What assistants ask of the published atlases, by the Model Context Protocol (MCP).

The tools are plain functions from arguments to an answer; ``server`` alone knows the protocol.
"""
